package io.gradus.eval;

/// The backend that the user wants is not there. The message is one sentence for the user.
public final class NoBackendException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// An error with its explanation.
  public NoBackendException(String message) {
    super(message);
  }
}
