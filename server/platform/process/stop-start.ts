/** Ends a process that can't start. Prints what is wrong and what to do, instead of a stack. */
export function stopStart(message: string): never {
  process.stderr.write(`\nParley can't start.\n${message.split('\n').map(line => `  ${line}`).join('\n')}\n\n`)
  process.exit(1)
}
