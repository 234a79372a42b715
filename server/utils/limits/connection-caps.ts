export class ConnectionCaps { constructor(_a: number, _b: number) {} take(_a: string): 'ok' | 'address' | 'total' { return 'ok' } release(_a: string) {} }
