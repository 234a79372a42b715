declare module '#auth-utils' {
  /** What the sealed session cookie holds. The same as `userSchema`, which checks it when it is read. */
  interface User {
    id: string
    name: string
  }

  interface UserSession {
    /** False as long as the name is only the one that was offered. */
    named?: boolean
  }
}

export {}
