/** As much of Bun's own module as load/libc.mjs uses. All values here are numbers: descriptors, addresses, lengths. */
declare module 'bun:ffi' {
  type Kind = 'i32' | 'u32' | 'i64_fast' | 'u64_fast' | 'ptr'
  export function dlopen<Name extends string>(
    file: string,
    symbols: Record<Name, { args: readonly Kind[], returns: Kind }>,
  ): { symbols: Record<Name, (...args: number[]) => number> }
  export function ptr(view: ArrayBufferView): number
}
