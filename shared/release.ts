/** The key in sessionStorage of when a page last reloaded itself, Unix ms. */
const RELOADED_KEY = 'parley-reloaded'

/** A page that can't start does not reload itself again within this time, or it might do so for ever. */
const RELOAD_AGAIN_MS = 60_000

/**
 * Runs inside `<head>`. A program whose first files are gone from the server, since it runs a newer release, can't say
 * so itself: its script element reports an error instead. Then the page is loaded again, once, where the server answers
 * and nothing was typed yet.
 */
export const RELEASE_SCRIPT = `addEventListener('error',e=>{const s=e.target;`
  + `if(!(s instanceof HTMLScriptElement)||s.type!=='module')return;`
  + `if([...document.querySelectorAll('input,textarea')].some(f=>f.value!==f.defaultValue))return;`
  + `try{const k='${RELOADED_KEY}';if(Date.now()-sessionStorage.getItem(k)<${RELOAD_AGAIN_MS})return;`
  + `sessionStorage.setItem(k,Date.now())}catch{return}`
  + `fetch(location.href,{method:'HEAD'}).then(r=>r.ok&&location.reload(),()=>{})},true)`
