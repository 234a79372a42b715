/** The list of rooms, which a guest with a few tabs does not see. */
export const LIST_PARTS = ['components/room/List.vue', 'components/room/Bar.vue'] as const

/**
 * Parts of the chat that are not visible together with the first messages. They are in one file with the panels and
 * dialogs, which is fetched once the page is idle; their tags begin with `Lazy`.
 */
export const LATER_PARTS = [
  'components/chat/Editing.vue',
  'components/chat/SeenBy.vue',
  'components/chat/SendError.vue',
  'components/chat/LoadNewer.vue',
  'components/chat/Mention.vue',
  'components/chat/MentionList.vue',
  'components/chat/UnreadAbove.vue',
  'components/message/Bar.vue',
  'components/notify/Line.vue',
  'components/people/GuestLine.vue',
  'components/people/Presence.vue',
  'components/room/Closed.vue',
  'components/room/Gone.vue',
  'components/unsent/Notice.vue',
] as const
