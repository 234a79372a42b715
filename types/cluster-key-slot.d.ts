declare module 'cluster-key-slot' {
  /** The hash slot (0 to 16383) of a key or a sharded channel in a Redis Cluster. */
  export default function keySlot(key: string): number
}
