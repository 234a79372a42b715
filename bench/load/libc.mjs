// @ts-check
import process from 'node:process'
import { dlopen, ptr } from 'bun:ffi'

/**
 * Linux calls of the load, without a runtime's sockets: a call adds a quarter of a microsecond to the system's own
 * time. Runs under Bun. Numbers are from the kernel's headers (socket.h, epoll.h, fcntl.h, time.h), equal on x64 and
 * arm64.
 */

const AF_INET = 2
const SOCK_STREAM = 1
const SOCK_NONBLOCK = 0o4000
const SOCK_CLOEXEC = 0o2000000
const IPPROTO_TCP = 6
const TCP_NODELAY = 1
const MSG_DONTWAIT = 0x40
const MSG_NOSIGNAL = 0x4000
/** Discards queued bytes without copying them (tcp(7)). */
const MSG_TRUNC = 0x20
const CLOCK_MONOTONIC = 1

const CTL = { ADD: 1, DEL: 2, MOD: 3 }
const ANY_PORT = 0

/** Events to wait for, and those that always come. */
export const EVENT = { IN: 0x1, OUT: 0x4, ERR: 0x8, HUP: 0x10 }

const { symbols: libc } = dlopen('libc.so.6', {
  socket: { args: ['i32', 'i32', 'i32'], returns: 'i32' },
  setsockopt: { args: ['i32', 'i32', 'i32', 'ptr', 'u32'], returns: 'i32' },
  bind: { args: ['i32', 'ptr', 'u32'], returns: 'i32' },
  connect: { args: ['i32', 'ptr', 'u32'], returns: 'i32' },
  send: { args: ['i32', 'ptr', 'u64_fast', 'i32'], returns: 'i64_fast' },
  recv: { args: ['i32', 'ptr', 'u64_fast', 'i32'], returns: 'i64_fast' },
  close: { args: ['i32'], returns: 'i32' },
  epoll_create1: { args: ['i32'], returns: 'i32' },
  epoll_ctl: { args: ['i32', 'i32', 'i32', 'ptr'], returns: 'i32' },
  epoll_wait: { args: ['i32', 'ptr', 'i32', 'i32'], returns: 'i32' },
  clock_gettime: { args: ['i32', 'ptr'], returns: 'i32' },
})

/** @param {string} call @param {number} answer */
function must(call, answer) {
  if (answer < 0) throw new Error(`${call} failed. The usual reason is the open-file limit: raise ulimit -n.`)
  return answer
}

/**
 * Memory with a fixed address. The engine moves a small typed array when its `buffer` is accessed, as Bun's `write…`
 * do.
 * @param {number} bytes
 */
const memory = bytes => Buffer.from(new ArrayBuffer(bytes))

const TIME_BYTES = 16
const time = memory(TIME_BYTES)
const timeAt = ptr(time)

/** The clock shared by all processes, as in load/message.mjs under Node: Bun's `process.hrtime` starts per process. */
export function microseconds() {
  libc.clock_gettime(CLOCK_MONOTONIC, timeAt)
  return Number(time.readBigInt64LE(0)) * 1e6 + Math.round(time.readUInt32LE(8) / 1000)
}

const ADDRESS_BYTES = 16
const address = memory(ADDRESS_BYTES)
const addressAt = ptr(address)

/** @param {string} host IPv4 @param {number} port */
function setAddress(host, port) {
  address.writeUInt16LE(AF_INET, 0)
  address.writeUInt16BE(port, 2)
  host.split('.').forEach((part, i) => address.writeUInt8(Number(part), 4 + i))
}

const FLAG_BYTES = 4
const on = memory(FLAG_BYTES)
const onAt = ptr(on)
on.writeInt32LE(1)

/**
 * Starts a connection to this machine without waiting for it.
 * @param {string} from source address
 * @param {number} port
 * @returns {number} the socket; writable once connected, with an error event if refused
 */
export function beginConnection(from, port) {
  const socket = must('socket', libc.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0))
  libc.setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, onAt, FLAG_BYTES)
  setAddress(from, ANY_PORT)
  must('bind', libc.bind(socket, addressAt, ADDRESS_BYTES))
  setAddress('127.0.0.1', port)
  libc.connect(socket, addressAt, ADDRESS_BYTES)
  return socket
}

/** @param {number} socket @param {Buffer} bytes @returns {boolean} whether all of it was taken */
export const sendAll = (socket, bytes) =>
  libc.send(socket, ptr(bytes), bytes.length, MSG_NOSIGNAL | MSG_DONTWAIT) === bytes.length

const READ_BYTES = 256 * 1024
/** All reads go to one buffer: code that keeps bytes must copy them. */
const shared = memory(READ_BYTES)
const sharedAt = ptr(shared)

/**
 * @param {number} socket
 * @param {number} length at most
 * @returns {number} bytes in `chunk`; 0 at the end of the stream, less when there is nothing now
 */
export const receive = (socket, length) => libc.recv(socket, sharedAt, Math.min(length, READ_BYTES), MSG_DONTWAIT)

/** The received bytes. The next read overwrites them. @param {number} size */
export const received = size => shared.subarray(0, size)

/** The same without reading. @param {number} socket @param {number} length at most @returns {number} */
export const discard = (socket, length) => libc.recv(socket, sharedAt, length, MSG_DONTWAIT | MSG_TRUNC)

/** @param {number} socket */
export const close = (socket) => {
  libc.close(socket)
}

/** On x64 the kernel packs the structure: the mask, then the socket. */
const SLOT = process.arch === 'x64' ? { BYTES: 12, SOCKET: 4 } : { BYTES: 16, SOCKET: 8 }
const SLOTS = 1024
const slots = memory(SLOT.BYTES * SLOTS)
const slotsAt = ptr(slots)
const asked = memory(SLOT.BYTES)
const askedAt = ptr(asked)

const epoll = must('epoll_create1', libc.epoll_create1(0))

/** @param {number} what @param {number} socket @param {number} mask of EVENT */
function control(what, socket, mask) {
  asked.writeUInt32LE(mask, 0)
  asked.writeInt32LE(socket, SLOT.SOCKET)
  must('epoll_ctl', libc.epoll_ctl(epoll, what, socket, askedAt))
}

/** @param {number} socket @param {number} mask of EVENT */
export const watch = (socket, mask) => control(CTL.ADD, socket, mask)

/** @param {number} socket @param {number} mask of EVENT */
export const rewatch = (socket, mask) => control(CTL.MOD, socket, mask)

/** @param {number} socket */
export const unwatch = socket => control(CTL.DEL, socket, 0)

/**
 * Waits for the next events.
 * @param {number} timeoutMs
 * @param {(socket: number, mask: number) => void} onEvent
 */
export function wait(timeoutMs, onEvent) {
  const count = libc.epoll_wait(epoll, slotsAt, SLOTS, timeoutMs)
  for (let i = 0; i < count; i++)
    onEvent(slots.readInt32LE(i * SLOT.BYTES + SLOT.SOCKET), slots.readUInt32LE(i * SLOT.BYTES))
}
