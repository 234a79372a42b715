/** Where this tab keeps the code of the invitation from which its user went to sign in. */
const KEY = 'parley-joins'

/** The user goes to sign in from an invitation: signed in, they join the room without being asked again. */
export function joinLater(code: string): void {
  try {
    sessionStorage.setItem(KEY, code)
  }
  catch {
    // A browser that keeps nothing: then they press once more.
  }
}

/** Whether this tab went to sign in from this invitation. An address alone must not join a user. Answers true once. */
export function wantsToJoin(code: string): boolean {
  try {
    const wanted = sessionStorage.getItem(KEY) === code
    sessionStorage.removeItem(KEY)
    return wanted
  }
  catch {
    return false
  }
}
