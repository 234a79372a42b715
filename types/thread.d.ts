/**
 * `import url from './worker.ts?thread'`: the `file:` URL of that file built on its own, to start a worker thread with.
 */
declare module '*?thread' {
  const url: string
  export default url
}
