import { followTheme } from '~/composables/useTheme'

export default defineNuxtPlugin({ name: 'parley:theme', setup: followTheme })
