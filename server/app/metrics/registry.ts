import { Registry } from 'prom-client'
import { closePolicy } from '#shared/close-codes'
import { version } from '../../../package.json'
import type { ConsumerTally } from '../../core/consumers/tally'
import { LOG_PROBLEMS } from '../../core/log/log'
import type { Parley } from '../parley'
import { addProcessSeries } from './process-series'
import { createSeries } from './series'

export type Sources = Pick<
  Parley,
  'tally' | 'connections' | 'hub' | 'presence' | 'rooms' | 'log' | 'reads' | 'bus' | 'redis' | 'consumers'
>

type Series = ReturnType<typeof createSeries>

/** All series of this process. Names and units follow Prometheus: seconds, bytes, `_total` for counters. */
export function createRegistry(sources: Sources, labels: Readonly<Record<string, string>>): Registry {
  const registry = new Registry()
  registry.setDefaultLabels(labels)
  const series = createSeries(registry)
  addBuild(series, sources)
  addConnections(series, sources)
  addFanOut(series, sources)
  addMessages(series, sources)
  addBus(series, sources)
  addConsumers(series, sources)
  addProcessSeries(registry, series)
  return registry
}

function addBuild({ gauges }: Series, { log, bus }: Sources): void {
  gauges(
    'parley_build_info',
    'Always 1. The labels tell the version, and which log and bus run.',
    ['version', 'log', 'bus'],
    () => [[{ version, log: log.state().kind, bus: bus.state().kind }, 1]],
  )
}

function addConnections(
  { gauge, gauges, counters }: Series,
  { tally, connections, hub, presence, rooms }: Sources,
): void {
  gauges('parley_connections', 'WebSockets that are open, by wire: app (parley.v1) or plain.', ['wire'],
    () => Object.entries(connections.open).map(([wire, count]) => [{ wire }, count]))
  counters('parley_connections_opened_total', 'WebSockets opened since the start, by wire.', ['wire'],
    () => Object.entries(tally.opened).map(([wire, count]) => [{ wire }, count]))
  counters(
    'parley_closes_total',
    'WebSockets that the server closed, by close code (docs/protocol.md). 4409 is a slow consumer.',
    ['code', 'reason'],
    () =>
      Array.from(tally.closes.entries(), ([code, count]) => [
        { code: String(code), reason: closePolicy(code).name },
        count,
      ]),
  )
  counters(
    'parley_resumes_total',
    'Clients that came back with a position: whole (got all they missed), reset (told to load anew).',
    ['outcome'],
    () => Array.from(tally.resumes.entries(), ([outcome, count]) => [{ outcome }, count]),
  )
  gauge(
    'parley_rooms_open',
    'Rooms kept in memory: those with peers, and those that the last peer left a moment ago.',
    () => hub.roomCount,
  )
  const inUse = () => rooms.pinned.filter(room => hub.receivers(room.id) > 0)
  gauges('parley_channel_receivers', 'Connections of this process in a public channel.', ['room'],
    () => inUse().map(({ id }) => [{ room: id }, hub.receivers(id)]))
  // Only rooms with peers: asking for another room would make presence watch it.
  gauges(
    'parley_channel_online',
    'People online in a public channel, over all processes; reported by each process with peers there.',
    ['room'],
    () => inUse().map(({ id }) => [{ room: id }, presence.online(id)]),
  )
}

function addFanOut({ counter, histogram }: Series, { tally }: Sources): void {
  counter(
    'parley_deliveries_total',
    'Messages written live to a connection: one message to a thousand connections is a thousand. Replays are not counted.',
    () => tally.deliveries,
  )
  counter(
    'parley_fanout_writes_total',
    'Writes that carried them. Deliveries a write show how well messages are gathered.',
    () => tally.writes,
  )
  counter('parley_fanout_written_bytes_total', 'Bytes of these writes.', () => tally.writtenBytes)
  histogram('parley_fanout_batch_messages', 'Messages of one batch to a room.', tally.batch)
  histogram('parley_fanout_batch_seconds', 'Time on the event loop that one batch to a room took.', tally.batchSeconds)
  histogram(
    'parley_fanout_delay_seconds',
    'How long the oldest message of a batch waited for it to begin.',
    tally.delaySeconds,
  )
}

function addMessages({ counter, counters, gauge, gauges, histogram }: Series, { tally, log, reads }: Sources): void {
  counters('parley_commands_acknowledged_total', 'Commands acknowledged, so durable: send, edit, delete.', ['command'],
    () => Array.from(tally.acknowledged.entries(), ([command, count]) => [{ command }, count]))
  counter(
    'parley_commands_repeated_total',
    'Of those, repeated with a client id that the log knew already.',
    () => tally.repeated,
  )
  counters('parley_commands_refused_total', 'Commands that were understood but refused, by error code.', ['code'],
    () => Array.from(tally.refused.entries(), ([code, count]) => [{ code }, count]))
  gauge('parley_log_writable', '1 while the log takes writes.', () => Number(log.state().writable))
  gauges(
    'parley_log_problem',
    '1 for what is wrong with the log now: unavailable (passes), files (moved, removed or replaced), damaged. /readyz says more.',
    ['problem'],
    () => LOG_PROBLEMS.map(problem => [{ problem }, Number(log.state().problem === problem)]),
  )
  counter('parley_log_damage_total', 'Reads and writes that met damage in the log.', () => log.state().damage ?? 0)
  histogram('parley_log_commit_seconds', 'Time of one commit of the log, also of one that failed.', tally.commitSeconds)
  histogram('parley_log_commit_messages', 'Messages of one commit.', tally.commitBatch)
  counter(
    'parley_log_reads_total',
    'Reads of events or messages from the log. Clients that come back at once should be answered from memory.',
    reads,
  )
}

function addBus({ gauge, gauges, histogram }: Series, { tally, bus, redis }: Sources): void {
  gauge('parley_bus_connected', '1 while other processes can be heard and told.', () => Number(bus.state().connected))
  gauges('parley_redis_link_up', '1 while the link is ready. No series without REDIS_URL.', ['link'], () =>
    redis
      ? (['publisher', 'subscriber'] as const).map(link => [{ link }, Number(redis[link].status === 'ready')])
      : [],
  )
  histogram(
    'parley_bus_lag_seconds',
    'Age of the oldest event of each payload that came from Redis, own ones included: the commit, the way, and what clocks differ by.',
    tally.busLagSeconds,
  )
}

function addConsumers({ gauges, counters }: Series, { consumers: { tallies } }: Sources): void {
  const each = (read: (tally: ConsumerTally) => number) => () =>
    tallies.map(tally => [{ consumer: tally.consumer }, read(tally)] as const)
  gauges(
    'parley_consumer_owned',
    '1 while this process runs the consumer of the log. One process does for each.',
    ['consumer'],
    each(({ owned }) => Number(owned)),
  )
  counters('parley_consumer_events_total', 'Events that the consumer is done with.', ['consumer'],
    each(({ events }) => events))
  counters('parley_consumer_failures_total', 'Times that the consumer failed; each is tried again.', ['consumer'],
    each(({ failures }) => failures))
  gauges(
    'parley_consumer_failing_rooms',
    'Rooms in which the consumer failed last, and which it tries again.',
    ['consumer'],
    each(({ failingRooms }) => failingRooms),
  )
}
