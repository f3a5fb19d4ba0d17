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

  /// A failure of what a part of the text means, told where that part begins.
  static ReadException located(RuntimeException e, int offset) {
    String sentence = e.getMessage();
    return new ReadException(sentence.contains(" @") ? sentence : sentence + " @", offset, e);
  }

  /// A failure inside of a function, told at its call: positions in another text tell nothing here.
  static ReadException inside(String name, IllegalArgumentException e, int offset) {
    String cause = e.getMessage().replaceAll("in '[^']*' at position \\d+: | at position \\d+", "");
    return new ReadException("in '" + name + "' @: " + cause, offset, e);
  }

  /// Where the trouble begins: a character of the text, counted from 1.
  public int position() {
    return position;
  }
}
