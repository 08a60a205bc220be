/** The control plane: every verb of the product. Doors translate; they decide nothing. */
export { type Keyring, parseKeyring, roleUrl } from "@portcullis/db/keys";
export { ChangePasswordInput, changePassword } from "./account/change-password.ts";
export { ConfirmLoginInput, confirmLogin } from "./account/confirm-login.ts";
export { freshLoginSeconds } from "./account/fresh-login.ts";
export { type Profile, RenameAccountInput, readProfile, renameAccount } from "./account/profile.ts";
export { type Membership, readSession, type StoredSession } from "./account/read-session.ts";
export { RecoverAccountInput, recoverAccount } from "./account/recover.ts";
export { RequestPasswordResetInput, requestPasswordReset } from "./account/request-password-reset.ts";
export { ReadPasswordResetInput, ResetPasswordInput, readPasswordReset, resetPassword } from "./account/reset-password.ts";
export type { NewSession } from "./account/session.ts";
export {
  EndSessionInput,
  endSession,
  listSessions,
  type OpenSession,
  OwnSessions,
  SignOutEverywhereInput,
  signOutEverywhere,
} from "./account/sessions.ts";
export { SignInInput, signIn } from "./account/sign-in.ts";
export { SignInWithProviderInput, signInWithProvider } from "./account/sign-in-with-provider.ts";
export { signOut } from "./account/sign-out.ts";
export { SignUpInput, signUp } from "./account/sign-up.ts";
export { managementApi } from "./api/handle.ts";
export type { ApiKey } from "./api-key/api-key.ts";
export { CreateApiKeyInput, createApiKey } from "./api-key/create.ts";
export { listApiKeys } from "./api-key/list.ts";
export { RevokeApiKeyInput, revokeApiKey } from "./api-key/revoke.ts";
export { type Scope, scopes } from "./api-key/scopes.ts";
export type {
  Approval,
  ApprovalCall,
  ApprovalDetail,
  ApprovalEnd,
  ApprovalUse,
  ApprovalVote,
  MayVote,
  SimilarCalls,
} from "./approval/approval.ts";
export { countApprovals } from "./approval/count.ts";
export { EditApprovalInput, editApproval } from "./approval/edit.ts";
export { GetApprovalInput, getApproval } from "./approval/get.ts";
export { type ApprovalPage, ListApprovalsInput, listApprovals } from "./approval/list.ts";
export { type ApprovalSuggestion, approvalSuggestions } from "./approval/suggestions.ts";
export { VoteApprovalInput, voteApproval } from "./approval/vote.ts";
export { EraseValuesInput, eraseValues } from "./audit/erase-values.ts";
export { ExportAuditEventsInput, exportAuditEvents } from "./audit/export.ts";
export { exportRecord, type RecordFiles } from "./audit/export-record.ts";
export { FindValueInput, findValue } from "./audit/find-value.ts";
export { type AuditEvent, ListAuditEventsInput, listAuditEvents } from "./audit/list.ts";
export { type ReadValues, ReadValuesInput, readValues } from "./audit/read-values.ts";
export { type Caller, type Context, callerFor } from "./caller.ts";
export { type Capability, capabilities, may, type Role, roleNames, roles } from "./capabilities.ts";
export { type CatalogueCounts, catalogueCounts } from "./catalogue/counts.ts";
export { type CatalogueServer, GetCatalogueServerInput, getCatalogueServer } from "./catalogue/get-server.ts";
export { type CatalogueTool, GetCatalogueToolInput, getCatalogueTool } from "./catalogue/get-tool.ts";
export { type ImportedServers, type ImportOptions, importCatalogue } from "./catalogue/import-servers.ts";
export { type CatalogueNames, ListCatalogueNamesInput, listCatalogueNames } from "./catalogue/list-names.ts";
export { type Reclassified, reclassify } from "./catalogue/reclassify.ts";
export { type CataloguePage, SearchCatalogueInput, searchCatalogue } from "./catalogue/search.ts";
export type { CatalogueServerSummary, CatalogueToolSummary } from "./catalogue/server-summary.ts";
export type { Channel, ChannelKind } from "./channel/channel.ts";
export { CreateChannelInput, createChannel } from "./channel/create.ts";
export { DeleteChannelInput, deleteChannel } from "./channel/delete.ts";
export type { Delivery } from "./channel/deliver.ts";
export { listChannels } from "./channel/list.ts";
export { RotateChannelSecretInput, rotateChannelSecret } from "./channel/rotate-secret.ts";
export { TestChannelInput, testChannel } from "./channel/send-test.ts";
export { UpdateChannelInput, updateChannel } from "./channel/update.ts";
export { type GrantActivity, GrantActivityInput, grantActivity } from "./connect/grant-activity.ts";
export { type ContactMessage, listContactMessages } from "./contact/list.ts";
export { contactLimits, SendContactMessageInput, sendContactMessage } from "./contact/send.ts";
export type { Decision, DecisionDetail, LimitTaken } from "./decision/decision.ts";
export { DeleteViewInput, deleteView } from "./decision/delete-view.ts";
export { GetDecisionInput, getDecision } from "./decision/get.ts";
export { type DecisionPage, ListDecisionsInput, listDecisions, searchDecisions } from "./decision/list.ts";
export { listSavedViews } from "./decision/list-views.ts";
export { getOverview, type Overview } from "./decision/overview.ts";
export { SaveViewInput, saveView } from "./decision/save-view.ts";
export type { SavedView } from "./decision/saved-view.ts";
export { type DecisionTrends, DecisionTrendsInput, decisionTrends, type TrendPoint } from "./decision/trends.ts";
export { type AppliedSetup, type ApplyOptions, applySetup } from "./declarative/apply.ts";
export { type ParsedSetup, parseSetup, Setup } from "./declarative/setup.ts";
export { ControlPlaneError, type ErrorCode, type Issue } from "./errors.ts";
export { exportEvents } from "./export/export.ts";
export { ExportEventsInput, exportEventsMax } from "./export/filter.ts";
export { type ExportFormat, exportFormats, formatNames } from "./export/formats/formats.ts";
export { type ExportRun, listExports } from "./export/list.ts";
export { type ExportPreview, previewExport } from "./export/preview.ts";
export type { ApprovalState } from "./gateway/approval-states.ts";
export { GetGrantInput, getGrant } from "./grant/get.ts";
export type { Grant, GrantAccess } from "./grant/grant.ts";
export { IssueGrantInput, issueGrant } from "./grant/issue.ts";
export { listGrants } from "./grant/list.ts";
export { PromoteShadowInput, promoteShadow } from "./grant/promote-shadow.ts";
export { RevokeGrantInput, revokeGrant } from "./grant/revoke.ts";
export { RotateGrantInput, rotateGrant } from "./grant/rotate.ts";
export { SetGrantAccessInput, setGrantAccess } from "./grant/set-access.ts";
export { checkToken, hashToken, type NewToken, newToken, tokenPepper } from "./grant/token.ts";
export { UpdateGrantInput, updateGrant } from "./grant/update.ts";
export { type EffectiveTool, type ToolState, toolStates } from "./inventory/effective.ts";
export { exportInventory } from "./inventory/export.ts";
export {
  getInventory,
  type Inventory,
  type InventoryGrant,
  type InventoryPolicy,
  type InventoryServer,
  type InventoryTool,
} from "./inventory/get.ts";
export { type KillEvent, ListKillHistoryInput, listKillHistory } from "./kill/history.ts";
export { type InstallationSwitch, installationSwitch, killInstallation, releaseInstallation } from "./kill/installation.ts";
export type { KillScope, KillSwitch } from "./kill/kill-switch.ts";
export { type KillSwitches, listKillSwitches } from "./kill/list.ts";
export { killAsOperator, killedForOperator, type OperatorTarget, releaseAsOperator } from "./kill/operator.ts";
export { ReleaseKillSwitchInput, releaseKillSwitch } from "./kill/release.ts";
export { SetKillSwitchInput, setKillSwitch } from "./kill/set.ts";
export { type LimitUse, ListLimitsInput, listLimits } from "./limit/list.ts";
export { ResetLimitInput, resetLimit } from "./limit/reset.ts";
export { type Mailer, openMailer } from "./mail/mailer.ts";
export { AcceptInvitationInput, acceptInvitation } from "./member/accept-invitation.ts";
export { ChangeMemberRoleInput, changeMemberRole } from "./member/change-role.ts";
export { InviteMemberInput, inviteMember } from "./member/invite.ts";
export { leaveOrganization } from "./member/leave.ts";
export { listMembers, type Member } from "./member/list.ts";
export { type Invitation, listInvitations } from "./member/list-invitations.ts";
export { ReadInvitationInput, readInvitation } from "./member/read-invitation.ts";
export { RemoveMemberInput, removeMember } from "./member/remove.ts";
export { RevokeInvitationInput, revokeInvitation } from "./member/revoke-invitation.ts";
export { migrateDatabase } from "./migrate-database.ts";
export { ListNoticesInput, listNotices, type Notice } from "./notice/list.ts";
export { SendNoticeAgainInput, sendNoticeAgain } from "./notice/send-again.ts";
export { getNoticeSettings, type NoticeSettings, SetNoticeSettingsInput, setNoticeSettings } from "./notice/settings.ts";
export { type ControlPlane, type ControlPlaneOptions, openControlPlane } from "./open.ts";
export { CreateOrganizationInput, createOrganization } from "./organization/create.ts";
export { DeleteOrganizationInput, deleteOrganization } from "./organization/delete.ts";
export { getOrganization, type OrganizationDetail } from "./organization/get.ts";
export { PreviewSlugInput, previewSlug } from "./organization/preview-slug.ts";
export {
  getRecordSettings,
  type RecordSettings,
  retentionMonths,
  SetRecordSettingsInput,
  setRecordSettings,
} from "./organization/record-settings.ts";
export { RenameOrganizationInput, renameOrganization } from "./organization/rename.ts";
export { getSetupProgress, type SetupProgress } from "./organization/setup-progress.ts";
export { AcceptToolsInput, acceptTools } from "./pin/accept.ts";
export { countWaitingTools, type WaitingTools } from "./pin/count.ts";
export { ListToolsReviewInput, listToolsReview } from "./pin/list-review.ts";
export { RefuseToolsInput, refuseTools } from "./pin/refuse.ts";
export type { FieldDifference, LookAlike, ReviewedTool, TextPart, ToolsReview } from "./pin/review.ts";
export { ping } from "./ping.ts";
export { CreatePolicyInput, createPolicy } from "./policy/create.ts";
export { DeletePolicyInput, deletePolicy } from "./policy/delete.ts";
export { DiscardPolicyDraftInput, discardPolicyDraft } from "./policy/discard-draft.ts";
export { GetPolicyInput, getPolicy, type PolicyDetail } from "./policy/get.ts";
export { LintPolicyInput, lintPolicy } from "./policy/lint.ts";
export { ListPoliciesInput, listPolicies, type PolicySummary } from "./policy/list.ts";
export { ListPolicyVersionsInput, listPolicyVersions, type PolicyVersion } from "./policy/list-versions.ts";
export { PublishPolicyInput, publishPolicy } from "./policy/publish.ts";
export { RollBackPolicyInput, rollBackPolicy } from "./policy/roll-back.ts";
export { SavePolicyDraftInput, savePolicyDraft } from "./policy/save-draft.ts";
export { DeletePolicyTestInput, deletePolicyTest } from "./policy/tests/delete.ts";
export { ListPolicyTestsInput, listPolicyTests, type PolicyTest } from "./policy/tests/list.ts";
export { SavePolicyTestsInput, savePolicyTests } from "./policy/tests/save.ts";
export { type PolicyImpact, PolicyImpactInput, policyImpact, type ToolChange } from "./replay/policy-impact.ts";
export type { ReplayGroup } from "./replay/replay-calls.ts";
export { listShadows, type Shadow } from "./replay/shadows.ts";
export { deriveSecret } from "./secrets.ts";
export { ClearToolCategoryInput, clearToolCategory } from "./server/clear-tool-category.ts";
export { DeleteServerInput, deleteServer } from "./server/delete.ts";
export { GetServerInput, getServer } from "./server/get.ts";
export { listServers } from "./server/list.ts";
export { RediscoverServerInput, rediscoverServer } from "./server/rediscover.ts";
export { RegisterServerInput, registerServer } from "./server/register.ts";
export { RenameServerInput, renameServer } from "./server/rename.ts";
export type { CategoryOverride, Server, ServerInfo, ServerSummary, ServerTool } from "./server/server.ts";
export { SetServerEnabledInput, setServerEnabled } from "./server/set-enabled.ts";
export { SetServerHeadersInput, setServerHeaders } from "./server/set-headers.ts";
export { SetServerSettingsInput, setServerSettings } from "./server/set-settings.ts";
export { SetToolCategoryInput, setToolCategory } from "./server/set-tool-category.ts";
export { type ServerSettings, serverSettingsLimits } from "./server/settings.ts";
export type { ToolChanges } from "./server/store-tools.ts";
export { CreateStreamInput, createStream } from "./stream/create.ts";
export { DeleteStreamInput, deleteStream } from "./stream/delete.ts";
export { listStreams, type StreamLag } from "./stream/list.ts";
export { RotateStreamSecretInput, rotateStreamSecret } from "./stream/rotate-secret.ts";
export { type StreamTest, TestStreamInput, testStream } from "./stream/send-test.ts";
export type { Stream, StreamKind } from "./stream/stream.ts";
export { UpdateStreamInput, updateStream } from "./stream/update.ts";
export { webhookVerifiers } from "./stream/verifiers.ts";
export { type KeyUse, rotateKeys } from "./upkeep/rotate-keys.ts";
