/** A failure of the box's bot channel that is nobody's answer over HTTP. */
export class ConnectorError extends Error {
  constructor(
    readonly code: 'chats-unreadable' | 'unknown-person' | 'unknown-message',
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'ConnectorError';
  }
}
