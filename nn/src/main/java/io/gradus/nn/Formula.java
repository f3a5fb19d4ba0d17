package io.gradus.nn;

import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.diff.Batching;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.op.Flat;
import io.gradus.text.Parsed;
import io.gradus.text.ReadException;
import io.gradus.text.Reader;
import io.gradus.text.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A formula as a layer with one output, such as `a*exp(b*x)`: names of inputs stand for columns,
/// all other names are parameters. It is computed in double precision.
///
/// @param text the formula
/// @param inputs the names of the columns that go in; the only one is called x too
/// @param start where parameters begin, by name
public record Formula(
    @Setting(doc = "The formula, of inputs and parameters.") String text,
    @Setting(doc = "The names of the columns that go in.") List<String> inputs,
    @Setting(doc = "Where parameters begin, by name; 1 where nothing is told.")
        Map<String, Double> start)
    implements Layer {
  /// Checks that the formula is one number and that the parameters told are among its own.
  public Formula {
    inputs = List.copyOf(inputs);
    start = Map.copyOf(start);
    Parsed parsed = read(text, inputs);
    if (!parsed.expr().shape().isScalar()) {
      throw new UserException(
          "a model is one number, but '" + text + "' has shape " + parsed.expr().shape());
    }
    List<String> names = new ArrayList<>();
    for (Expr symbol : parsed.symbols()) {
      if (column(name(symbol), inputs) < 0) {
        names.add(name(symbol));
      }
    }
    for (String name : start.keySet()) {
      if (!names.contains(name)) {
        throw new UserException(
            "'%s' is no parameter of %s%s".formatted(name, text, Nearest.hint(name, names)));
      }
    }
    if (names.isEmpty()) {
      throw new UserException("nothing in '" + text + "' can be fitted: all names are inputs");
    }
  }

  private static Parsed read(String text, List<String> inputs) {
    try {
      return Reader.read(text, new Scope().variables(inputs.toArray(String[]::new)));
    } catch (ReadException e) {
      throw new UserException(e.getMessage(), e);
    }
  }

  /// The column that a name stands for; −1 for a parameter.
  private static int column(String name, List<String> inputs) {
    return inputs.size() == 1 && name.equals("x") ? 0 : inputs.indexOf(name);
  }

  private static String name(Expr symbol) {
    return ((Flat.Param) symbol.op()).name();
  }

  @Override
  public int outputs(int width) {
    return 1;
  }

  @Override
  public Tree<Parameter> parameters(int width) {
    Tree<Parameter> params = Tree.empty();
    for (Expr symbol : read(text, inputs).symbols()) {
      String name = name(symbol);
      if (column(name, inputs) < 0) {
        Initializer init = new Initializers.Constant(start.getOrDefault(name, 1.0));
        params = params.with(name, new Parameter(Shape.SCALAR, init, width, 1));
      }
    }
    return params;
  }

  @Override
  public Expr apply(Tree<Expr> params, Expr x) {
    Parsed parsed = read(text, inputs);
    int rows = x.shape().dim(0);
    List<Boolean> mapped = new ArrayList<>();
    List<Expr> operands = new ArrayList<>();
    for (Expr symbol : parsed.symbols()) {
      int column = column(name(symbol), inputs);
      mapped.add(column >= 0);
      Expr operand =
          column >= 0 ? x.slice(1, column, column + 1).reshape(rows) : params.get(name(symbol));
      operands.add(operand.cast(DType.F64));
    }
    Graph all = Batching.vmap(new Graph(parsed.symbols(), List.of(parsed.expr())), mapped, rows);
    return all.apply(operands).getFirst().reshape(rows, 1).cast(x.dtype());
  }
}
