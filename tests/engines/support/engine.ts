/**
 * One browser engine, as the tests drive it. Each driver keeps to this:
 * - a visitor has nothing stored at first and shares nothing with other visitors;
 * - the pages of one visitor share cookies and storage, as the tabs of one window do;
 * - selectors are CSS, and a command that finds no element throws.
 */
export interface Engine {
  readonly name: string
  /** Opens the browser of a new visitor. */
  visit(): Promise<Visitor>
  /** Ends the engine and with it every visitor. */
  close(): Promise<void>
}

export interface Visitor {
  newPage(): Promise<EnginePage>
  close(): Promise<void>
}

export interface EnginePage {
  /** Begins to load an address. Resolves before anything has loaded. */
  navigate(url: string): Promise<void>
  click(selector: string): Promise<void>
  /** Types with the keyboard into the element that has the focus. `\n` is Enter. */
  type(text: string): Promise<void>
  /** Evaluates an expression in the page, waits for what it gives if that is a promise, and gives it as JSON. */
  evaluateJson(expression: string): Promise<string>
  /** A PNG of the window. */
  screenshot(): Promise<Buffer>
}
