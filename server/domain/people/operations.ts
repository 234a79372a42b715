import type { Operation } from '../operations/define'
import { changeRole } from './accounts/change-role'
import { claimPlace } from './accounts/claim-place'
import { disableAccount } from './accounts/disable-account'
import { makeAccountLink } from './accounts/make-account-link'
import { signUp } from './accounts/sign-up'
import { changeAccount, readOwnAccount } from './profile/account-operations'
import { linkProvider, unlinkProvider } from './oidc/link-operations'
import { finishOidc, startOidc } from './oidc/oidc-operations'
import { blockPerson, listBlocked, unblockPerson } from './profile/block-operations'
import { findPeople, readFaces, readPerson } from './profile/read-people'
import { eraseAccount } from './data/erase-account'
import { exportAccount } from './data/export-account'
import { changeMail } from './security/change-mail'
import { changePassword } from './security/change-password'
import { makeResetLink } from './security/make-reset-link'
import { requestReset } from './security/request-reset'
import { resetPassword } from './security/reset-password'
import { beginTotp, confirmTotp, endTotp } from './security/totp-operations'
import { changeSettings, readSettings } from './settings/settings-operations'
import { endOtherSignIns, endSignIn } from './sign-in/end-sign-ins'
import { listSignIns } from './sign-in/list-sign-ins'
import { signIn } from './sign-in/sign-in'
import { listDeeds } from './list-deeds'
import { signOut } from './sign-in/sign-out'

/** The operations on users, accounts and settings. */
export const PEOPLE_OPERATIONS: readonly Operation[] = [
  claimPlace, makeAccountLink, signUp, signIn, signOut, listSignIns, endSignIn, endOtherSignIns,
  readOwnAccount, changeAccount, changePassword, beginTotp, confirmTotp, endTotp, makeResetLink, resetPassword,
  changeMail, requestReset, startOidc, finishOidc, linkProvider, unlinkProvider, disableAccount,
  exportAccount, eraseAccount, findPeople, readFaces, readPerson, changeRole, blockPerson, unblockPerson, listBlocked,
  readSettings, changeSettings, listDeeds,
]
