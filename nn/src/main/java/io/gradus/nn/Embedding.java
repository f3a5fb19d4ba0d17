package io.gradus.nn;

import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.graph.Tree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Replaces columns that hold numbers of levels by learned vectors, one for each level; the other
/// columns pass through. The result has a row's columns in their order, each replaced one as wide
/// as its vectors.
///
/// Level 0 is what stands for values that are missing or were never seen. Numbers outside of the
/// table count as the nearest level.
///
/// Source: Guo and Berkhahn 2016.
///
/// @param columns the columns to replace; none until the data is known
/// @param width the length of the vectors
/// @param init how they begin
public record Embedding(
    @Setting(doc = "The columns to replace; default: all categorical columns of the data.")
        List<Column> columns,
    @Setting(
            value = "auto",
            min = 1,
            max = 1 << 16,
            doc = "The length of the vectors; auto: half the number of levels, at most 50.")
        Optional<Integer> width,
    @Setting(value = "uniform", doc = "How the vectors begin.") Initializer init)
    implements Layer {
  private static final int WIDEST = 50;

  /// A column that holds numbers of levels.
  ///
  /// @param at its position, from 0
  /// @param levels the number of levels, 0 … levels − 1
  public record Column(
      @Setting(min = 0, doc = "The position of the column, from 0.") int at,
      @Setting(min = 1, doc = "The number of levels.") int levels) {}

  /// Puts the columns in order.
  public Embedding {
    columns = columns.stream().sorted(Comparator.comparingInt(Column::at)).toList();
  }

  /// A layer for some columns, with all defaults.
  public Embedding(List<Column> columns) {
    this(columns, Optional.empty(), new Initializers.Uniform(0.05));
  }

  /// This layer for other columns.
  public Embedding of(List<Column> others) {
    return new Embedding(others, width, init);
  }

  @Override
  public int outputs(int inputs) {
    return inputs - columns.size() + columns.stream().mapToInt(this::width).sum();
  }

  @Override
  public Tree<Parameter> parameters(int inputs) {
    Tree<Parameter> params = Tree.empty();
    for (Column c : columns) {
      if (c.at >= inputs) {
        throw new UserException("embedding of column " + c.at + ", but there are " + inputs);
      }
      Shape shape = Shape.of(c.levels, width(c));
      params = params.with(name(c), new Parameter(shape, init, c.levels, width(c)));
    }
    return params;
  }

  @Override
  public Expr apply(Tree<Expr> params, Expr x) {
    int rows = x.shape().dim(0);
    List<Expr> parts = new ArrayList<>();
    int from = 0;
    for (Column c : columns) {
      if (c.at > from) {
        parts.add(x.slice(1, from, c.at));
      }
      Expr level = x.slice(1, c.at, c.at + 1).reshape(rows).max(0).min(c.levels - 1);
      parts.add(params.get(name(c)).gather(0, level)); // (rows, width)
      from = c.at + 1;
    }
    if (from < x.shape().dim(1)) {
      parts.add(x.slice(1, from, x.shape().dim(1)));
    }
    return Expr.concat(1, parts);
  }

  private int width(Column c) {
    return width.orElse(Math.min(WIDEST, Math.ceilDiv(c.levels, 2)));
  }

  private static String name(Column c) {
    return "column" + c.at;
  }
}
