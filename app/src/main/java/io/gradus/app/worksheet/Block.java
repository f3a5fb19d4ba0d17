package io.gradus.app.worksheet;

/// A piece of a notebook.
sealed interface Block {
  /// A heading.
  ///
  /// @param level from 1, the highest, to 6
  record Heading(int level, String text) implements Block {}

  /// A paragraph of Markdown, or an item of a list.
  record Prose(boolean item, String text) implements Block {}

  /// Code in another language, or formulas in TeX, shown as they are.
  record Verbatim(String text) implements Block {}

  /// Code to run.
  ///
  /// @param input the code, without prompts
  /// @param line the line of the file on which it begins, from 1
  record Cell(String input, int line) implements Block {}

  /// What the notebook itself gives as the output of the cell before.
  record Recorded(String text) implements Block {}
}
