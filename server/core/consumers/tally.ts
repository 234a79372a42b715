/** What a consumer has done in this process, for `/metrics`. */
export class ConsumerTally {
  owned = false
  events = 0
  failures = 0
  /** Rooms in which it failed last, and which it tries again. */
  failingRooms = 0

  constructor(readonly consumer: string) {}
}
