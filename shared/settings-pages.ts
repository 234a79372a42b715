/** The pages of the settings, in the order of their list. Each has its address: `/settings/profile`. */
export const SETTINGS_PAGES = [
  'profile', 'appearance', 'notifications', 'sign-ins', 'privacy', 'security', 'data', 'place', 'people', 'log',
] as const

export type SettingsPage = typeof SETTINGS_PAGES[number]
