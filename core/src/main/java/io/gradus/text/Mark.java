package io.gradus.text;

import java.util.List;

/// What waits on the parser's stack for the operand behind it.
sealed interface Mark {
  /// @param sign the operator
  /// @param prefix whether it stands before its only operand
  /// @param binding how strongly it binds
  /// @param at where it stands
  record Operator(String sign, boolean prefix, int binding, Token at) implements Mark {}

  /// An open bracket.
  ///
  /// @param open the bracket
  /// @param callee what the arguments are for; null for plain brackets and lists
  /// @param of the list whose element is wanted; null for others
  /// @param items the items before the commas so far
  record Frame(Token open, Call callee, Value of, List<Value> items) implements Mark {
    /// The bracket that must come.
    String close() {
      return switch (open.text()) {
        case "(" -> ")";
        case "{" -> "}";
        case "[[" -> "]]";
        case "[" -> "]";
        default -> throw new IllegalStateException("bracket " + open.text());
      };
    }
  }
}
