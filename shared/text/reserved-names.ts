/** Names by which the page or its operators speak. A user with such a name could impersonate them. */
const RESERVED = {
  en: [
    'you', 'me', 'myself', 'admin', 'admins', 'administrator', 'moderator', 'mod', 'owner', 'operator', 'root',
    'sysadmin', 'superuser', 'system', 'server', 'bot', 'official', 'support', 'staff', 'everyone', 'everybody', 'all',
    'here', 'channel', 'room', 'parley', 'null', 'undefined', 'anonymous', 'deleted', 'unknown',
  ],
  zh: [
    '我', '你', '您', '本人', '自己', '管理员', '管理員', '超级管理员', '超級管理員', '版主', '群主', '房主', '系统', '系統', '系统消息', '系統消息', '系统管理员',
    '系統管理員', '官方', '官方客服', '机器人', '機器人', '所有人', '全体成员', '全體成員', '大家', '匿名', '未知',
  ],
} as const

/** Cyrillic and Greek letters that look like Latin ones in most fonts. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  а: 'a', в: 'b', е: 'e', ё: 'e', һ: 'h', і: 'i', ї: 'i', ј: 'j', к: 'k', ӏ: 'l', м: 'm', н: 'h', о: 'o', р: 'p',
  ԛ: 'q', г: 'r', ѕ: 's', т: 't', ц: 'u', ѵ: 'v', ԝ: 'w', х: 'x', у: 'y', ү: 'y', ԁ: 'd', п: 'n', с: 'c', α: 'a',
  β: 'b', ε: 'e', η: 'n', ι: 'i', κ: 'k', μ: 'u', ν: 'v', ο: 'o', ρ: 'p', τ: 't', υ: 'u', χ: 'x', ω: 'w', ı: 'i',
}

/**
 * The look of a name without case, width, accents, blanks, punctuation and look-alike letters: `Ａｄｍｉｎ`, `ADMIN` and
 * `аdmin` with a Cyrillic `а` have one skeleton. Two names with the same skeleton look alike.
 */
export function nameSkeleton(name: string): string {
  const folded = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{S}]|\p{Default_Ignorable_Code_Point}/gu, '')
  return folded.replace(/[\p{Script=Cyrillic}\p{Script=Greek}ı]/gu, letter => LOOK_ALIKES[letter] ?? letter)
}

const reserved = new Set(Object.values(RESERVED).flat().map(nameSkeleton))

/** Whether a name is a reserved word, or consists only of such words ("System Admin"). */
export function isReservedName(name: string): boolean {
  if (reserved.has(nameSkeleton(name))) return true
  const words = name.split(/[^\p{L}\p{N}\p{M}]+/u).filter(word => word !== '')
  return words.length > 1 && words.every(word => reserved.has(nameSkeleton(word)))
}
