import type { NoticeEvent } from '#shared/events/notice'
import type { User } from '#shared/schemas/user'
import type { I18n } from '~/composables/useI18n'
import type { TimelineNotice } from '~/client/types'
import { isolated } from '../ui/isolated'

/** Names that a sentence says before it counts: with one more they are four. */
const NAMED_MAX = 3

type Names = (user: User, asSubject: boolean) => string

/** The users whom a notice names. */
export function usersOf(event: NoticeEvent): readonly User[] {
  return event.type === 'member' && event.person ? [event.author, event.person] : [event.author]
}

/**
 * What notices in a row say, in the reader's language.
 * @param present gives a user with the name of now
 */
export function noticeWords(
  { events }: Pick<TimelineNotice, 'events'>, me: string, t: I18n['t'], present: (user: User) => User = user => user,
): string {
  const [first] = events
  const nameOf: Names = (user, asSubject) =>
    user.id === me ? t(asSubject ? 'notice.You' : 'notice.you') : isolated(present(user).name)
  const author = nameOf(first.author, true)
  if (first.type === 'room') return t('notice.title', { author, title: isolated(first.title) })
  const isOwn = first.action === 'join' || first.action === 'leave'
  return t(`notice.${first.action}`, { author, people: listed(subjectsOf(events).map(user => nameOf(user, isOwn)), t) })
}

/** The users to whom it happened, each once. */
function subjectsOf(events: readonly NoticeEvent[]): readonly User[] {
  const subjects = events.map(event => event.type === 'member' && event.person ? event.person : event.author)
  return [...new Map(subjects.map(user => [user.id, user])).values()]
}

function listed(names: readonly string[], t: I18n['t']): string {
  const [a = '', b = '', c = ''] = names
  if (names.length === 1) return a
  if (names.length === 2) return t('notice.two', { a, b })
  if (names.length === NAMED_MAX) return t('notice.three', { a, b, c })
  return t('notice.many', { a, b, count: names.length - 2 })
}
