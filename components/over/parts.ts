import DetailsPanel from '../room/DetailsPanel.vue'
import OverRoom from './Room.vue'

/** All that lies over or beside the open room, in one file: once the first of it is there, all of it is. */
export const parts = { OverRoom, DetailsPanel }
