import { VISITOR_ELEMENT, visitorSchema, type Visitor } from '#shared/schemas/http'

const NOBODY: Visitor = { session: null, latest: null }

/** The visitor's part of the page. An unreadable one counts as a first visit. */
export function readVisitor(document: Pick<Document, 'getElementById'>): Visitor {
  try {
    return visitorSchema.parse(JSON.parse(document.getElementById(VISITOR_ELEMENT)?.textContent ?? 'null'))
  }
  catch {
    return NOBODY
  }
}
