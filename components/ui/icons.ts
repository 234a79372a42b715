/** Paths in a box of 24 × 24, drawn as lines of the text's colour. */
export const ICONS = {
  'announcement': 'M4 10v4h3l8 4.5v-13L7 10zM7 14l1.5 5.5M19 9.5a4 4 0 0 1 0 5',
  'arrow-down': 'M12 5v14M6 13l6 6 6-6',
  'chevron-down': 'm7 10 5 5 5-5',
  'close': 'M6 6l12 12M18 6 6 18',
  'headset': 'M4.5 14v-2a7.5 7.5 0 0 1 15 0v2M4.5 13h3v6h-3zM16.5 13h3v6h-3zM18 19c0 2-2 2.5-5 2.5',
  'info': 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM12 11v5.5M12 7.7v.1',
  'warning': 'M12 4 2.8 19.5h18.4zM12 10v4.5M12 17v.1',
} as const

export type IconName = keyof typeof ICONS
