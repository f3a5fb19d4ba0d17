package io.gradus.nn;

/// A mistake of the user, told in one sentence: what is wrong, where, and the likely fix.
///
/// The command line prints the message without a stack trace and ends with exit code 2.
public final class UserException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// A mistake.
  ///
  /// @param message one clear sentence with the place and the likely fix
  public UserException(String message) {
    super(message);
  }

  /// A mistake that showed itself by another exception, kept for `--debug`.
  public UserException(String message, Throwable cause) {
    super(message, cause);
  }
}
