package io.gradus.jit.emit;

/// Says that the code of a loop does not fit into one method of a class file. The caller cuts the
/// loop into shorter ones.
public final class KernelTooLongException extends RuntimeException {
  private static final long serialVersionUID = 1;

  KernelTooLongException(Throwable cause) {
    super("the loop is too long for one method", cause);
  }
}
