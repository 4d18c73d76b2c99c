/** What of `vscode.CodeActionContext` tells it. */
interface AskedFor {
  readonly only: { readonly value: string } | undefined;
  readonly triggerKind: number;
}

/** `vscode.CodeActionTriggerKind.Automatic`. */
const automatic = 2;

/**
 * Whether the editor asks for what `editor.codeActionsOnSave` names: source actions, and nobody has called for them. Meanwhile the
 * file is being saved, and nothing may be asked.
 */
export const isWhileSaving = ({ only, triggerKind }: AskedFor): boolean =>
  triggerKind === automatic && only !== undefined && /^source(?:\.|$)/.test(only.value);
