package io.gradus.text;

/// A formula that cannot be read: one sentence that says what is wrong, where, and the likely fix.
public final class ReadException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final int position;

  /// The sentence, without a full stop; the position, counted from 1, is put in for the first ` @`.
  ReadException(String sentence, int offset) {
    super(sentence.replaceFirst(" @", " at position " + (offset + 1)));
    this.position = offset + 1;
  }

  /// As above, for a failure that another exception tells more about.
  ReadException(String sentence, int offset, Throwable cause) {
    this(sentence, offset);
    initCause(cause);
  }

  /// Where the trouble begins: a character of the text, counted from 1.
  public int position() {
    return position;
  }
}
