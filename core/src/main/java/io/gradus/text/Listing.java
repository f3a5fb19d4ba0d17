package io.gradus.text;

import java.util.List;

/// Formulas whose common parts have names.
///
/// @param parts the parts, each in terms of those before it
/// @param formulas the formulas, in terms of the parts
public record Listing(List<Part> parts, List<String> formulas) {
  /// Copies the lists.
  public Listing {
    parts = List.copyOf(parts);
    formulas = List.copyOf(formulas);
  }

  /// A part with a name.
  ///
  /// @param name its name, such as `t1`
  /// @param formula what it stands for
  public record Part(String name, String formula) {}
}
