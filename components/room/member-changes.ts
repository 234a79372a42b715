/**
 * How often this page changed who is in a room, or as what. Lists of members are read again after each change: its
 * dialog may be closed before the server has answered.
 */
export function useMemberChanges() {
  return useState('member-changes', () => 0)
}
