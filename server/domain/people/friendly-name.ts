import { randomInt } from 'node:crypto'

const WORDS = {
  en: {
    first: [
      'Quiet', 'Merry', 'Bright', 'Gentle', 'Brave', 'Sunny', 'Clever', 'Calm', 'Swift', 'Lucky', 'Kind', 'Curious',
    ],
    second: [
      'Otter', 'Heron', 'Maple', 'Comet', 'Panda', 'River', 'Finch', 'Willow', 'Dolphin', 'Lantern', 'Robin', 'Cedar',
    ],
    join: ' ',
  },
  zh: {
    first: [
      '安静的', '快乐的', '明亮的', '温柔的', '勇敢的', '阳光的', '聪明的', '从容的', '敏捷的', '幸运的', '善良的', '好奇的',
    ],
    second: ['水獭', '白鹭', '枫叶', '彗星', '熊猫', '小河', '云雀', '柳树', '海豚', '灯笼', '知更鸟', '雪松'],
    join: '',
  },
} as const

/** A random name to offer to a new visitor, in the language their browser prefers. 144 pairs: pleasant, not unique. */
export function friendlyName(acceptLanguage: string | undefined): string {
  const { first, second, join } = /^\s*zh\b/i.test(acceptLanguage ?? '') ? WORDS.zh : WORDS.en
  return `${first[randomInt(first.length)]}${join}${second[randomInt(second.length)]}`
}
