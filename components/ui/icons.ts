/** Paths in a box of 24 × 24, drawn as lines in the text's color. */
export const ICONS = {
  'announcement': 'M4 10v4h3l8 4.5v-13L7 10zM7 14l1.5 5.5M19 9.5a4 4 0 0 1 0 5',
  'arrow-down': 'M12 5v14M6 13l6 6 6-6',
  'arrow-up': 'M12 19V5M6 11l6-6 6 6',
  'check': 'm5 12.5 4.7 4.7L19.5 7',
  'chevron-down': 'm7 10 5 5 5-5',
  'chevron-left': 'm14 7-5 5 5 5',
  'chevron-right': 'm10 7 5 5-5 5',
  'close': 'M6 6l12 12M18 6 6 18',
  'copy': 'M9 8.5h10.5V20H9zM5.5 15.5h-1V4H15v1',
  'edit': 'M4.5 19.5h3.8L19.8 8 16 4.2 4.5 15.7zM13.5 6.7l3.8 3.8',
  'headset': 'M4.5 14v-2a7.5 7.5 0 0 1 15 0v2M4.5 13h3v6h-3zM16.5 13h3v6h-3zM18 19c0 2-2 2.5-5 2.5',
  'info': 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM12 11v5.5M12 7.7v.1',
  'link': 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7L12 17',
  'lock': 'M6 10.5h12v9H6zM8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5',
  'more': 'M5.5 12v.1M12 12v.1M18.5 12v.1',
  'person': 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.5 20a7.5 7.5 0 0 1 15 0',
  'plus': 'M12 5v14M5 12h14',
  'select': 'M4 7V4h3M17 4h3v3M20 17v3h-3M7 20H4v-3M8 12h8M12 8v8',
  'trash': 'M4.5 6.5h15M9.5 6V4h5v2M6.5 6.5l.8 13.5h9.4l.8-13.5M10.2 10.5v6M13.8 10.5v6',
  'unread': 'M4 6.5h10M4 12h16M4 17.5h16M19 4.5a2 2 0 1 1 0 4 2 2 0 0 1 0-4z',
  'undo': 'M8.5 5 4.5 9l4 4M5 9h9a5.5 5.5 0 0 1 0 11h-4',
  'warning': 'M12 4 2.8 19.5h18.4zM12 10v4.5M12 17v.1',
} as const

export type IconName = keyof typeof ICONS
