package io.gradus.text;

import io.gradus.graph.Expr;
import java.util.List;
import java.util.Map;

/// A formula that was read.
///
/// @param expr the expression; a list is a vector, a list of lists a matrix
/// @param entries the scalar expressions: those of a list row by row, or the one expression
/// @param symbols the variables of the formula in order of first appearance
/// @param definitions the names that the text itself gave a value
/// @param notes sentences on readings that may surprise
public record Parsed(
    Expr expr,
    List<Expr> entries,
    List<Expr> symbols,
    Map<String, Expr> definitions,
    List<String> notes) {
  /// Copies the collections.
  public Parsed {
    entries = List.copyOf(entries);
    symbols = List.copyOf(symbols);
    definitions = Map.copyOf(definitions);
    notes = List.copyOf(notes);
  }
}
