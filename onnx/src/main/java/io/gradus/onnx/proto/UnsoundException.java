package io.gradus.onnx.proto;

/// The bytes are no sound message; [ModelProto#read] tells the user.
final class UnsoundException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnsoundException(String why) {
    super(why);
  }
}
