/** The texts of the screens beside the chat. Each page of them waits for these first, also on the server. */
export function useScreenTexts(): Promise<void> {
  return useNuxtApp().$language.addScreens()
}
