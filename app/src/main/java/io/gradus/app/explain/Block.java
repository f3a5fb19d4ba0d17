package io.gradus.app.explain;

import java.util.List;

/// A part of a document.
sealed interface Block {
  /// A heading; that of the document has level 1.
  record Heading(int level, String text) implements Block {}

  /// A paragraph.
  record Paragraph(String text) implements Block {}

  /// Equations, a line each.
  record Equations(List<Equation> lines) implements Block {}
}
