/// Formulas in and out: one reader for two habits of writing, one display form for five notations.
///
/// Reading goes from characters to words ([Lexer]) to expressions ([Parser]). The parser keeps its
/// own stack of waiting operators and brackets and builds nodes as it goes, so that depth costs no
/// Java stack and there is no syntax tree. What a name means is decided in one place ([Names]),
/// what an unwritten product may not mean in another ([Ambiguity]).
///
/// Worksheets are more than formulas. [Outline] finds their statements and the parts of what is no
/// formula, and a [Scope] may hold forms: names, such as that of a table, whose arguments the
/// parser hands over as they are written.
///
/// Printing goes from the graph to a display [Form] ([Forms]), where signs, fractions and chains
/// are arranged once, and from there to characters by one small writer a notation. A formula
/// repeats what a graph shares, so [Printer] names parts where it would grow too long or too deep.
package io.gradus.text;
