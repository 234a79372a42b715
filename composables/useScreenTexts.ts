/** The texts of the screens beside the chat. Each such page awaits these first, also on the server. */
export function useScreenTexts(): Promise<void> {
  return useNuxtApp().$language.addScreens()
}
