// @ts-check
import { requireBuildableFolder } from './lib/folder-name.mjs'
import { requireNode } from './lib/node-version.mjs'

requireNode()
requireBuildableFolder()
