import { usePreferredLanguages } from '@vueuse/core'
import { computed } from 'vue'
import { useI18n } from '#imports'
import { dateLocale } from './dates'

/** The language tag for times and days. */
export function useDateLocale() {
  const { localeProperties, locale } = useI18n()
  const preferred = usePreferredLanguages()
  return computed(() => dateLocale(localeProperties.value.language ?? locale.value, preferred.value))
}
