/**
 * Ends a process that can't start, with a message for the person at the terminal instead of a stack: what is wrong and what to do.
 */
export function stopStart(message: string): never {
  process.stderr.write(`\nParley can't start.\n${message.split('\n').map(line => `  ${line}`).join('\n')}\n\n`)
  process.exit(1)
}
