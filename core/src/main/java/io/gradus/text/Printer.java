package io.gradus.text;

import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.op.Bilinear;
import io.gradus.op.Flat;
import io.gradus.op.Linear;
import io.gradus.op.Move;
import io.gradus.op.Pointwise.Binary;
import io.gradus.op.Pointwise.Unary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Prints expressions. A graph shares its parts and a formula repeats them, so a formula can be
/// exponentially longer than its graph: beyond a limit of length or depth the parts get names.
public final class Printer {
  private static final double LONGEST = 20_000;
  private static final int DEEPEST = 150;

  private final Map<Expr, String> names = new HashMap<>();
  private final Map<Expr, String> parameters = new HashMap<>();
  private final List<Expr> nodes;
  private final List<Expr> parts = new ArrayList<>();

  private Printer(List<Expr> roots) {
    this.nodes = Graph.nodes(roots);
  }

  /// The plain text of an expression, which [Reader] reads back.
  public static String text(Expr e) {
    return Notation.TEXT.print(e);
  }

  /// The TeX of an expression.
  public static String tex(Expr e) {
    return Notation.TEX.print(e);
  }

  /// The formulas of several expressions.
  ///
  /// @param cse whether to name every part that occurs more than once; else only formulas too long
  ///   or too deep to write out have parts named
  static Listing print(Notation notation, List<Expr> expressions, boolean cse) {
    List<Expr> roots = Lowering.of(notation, expressions);
    Printer printer = new Printer(roots);
    printer.nameParameters();
    if (cse || printer.length(roots) > LONGEST) {
      printer.nameShared(roots);
    }
    printer.nameDeep();
    printer.numberParts();
    Forms forms = new Forms(printer.names);
    List<Listing.Part> parts =
        printer.parts.stream()
            .map(e -> new Listing.Part(printer.names.get(e), notation.write(forms.definition(e))))
            .toList();
    return new Listing(parts, roots.stream().map(e -> notation.write(forms.of(e))).toList());
  }

  /// Parameters of one name are told apart by a number.
  private void nameParameters() {
    Set<String> used = new HashSet<>();
    for (Expr e : nodes) {
      if (e.op() instanceof Flat.Param p) {
        String name = p.name();
        for (int i = 2; !used.add(name); i++) {
          name = p.name() + "_" + i;
        }
        parameters.put(e, name);
      }
    }
    names.putAll(parameters);
  }

  /// About how many characters the formulas have when written out.
  private double length(List<Expr> roots) {
    Map<Expr, Double> lengths = new HashMap<>();
    for (Expr e : nodes) {
      double own = names.containsKey(e) ? names.get(e).length() : e.op().symbol().length() + 1;
      lengths.put(e, own + e.args().stream().mapToDouble(lengths::get).sum());
    }
    return roots.stream().mapToDouble(lengths::get).sum();
  }

  private void nameShared(List<Expr> roots) {
    Map<Expr, Integer> uses = new HashMap<>();
    Stream<Expr> users = nodes.stream().filter(e -> Forms.seen(e) == e);
    Stream.concat(users.flatMap(e -> e.args().stream()), roots.stream())
        .forEach(e -> uses.merge(Forms.seen(e), 1, Integer::sum));
    for (Expr e : nodes) {
      if (uses.getOrDefault(e, 0) > 1 && !isTrivial(e)) {
        parts.add(e);
      }
    }
  }

  /// True for what is about as short as a name: numbers, variables, −x, 1/x and x > 0.
  private static boolean isTrivial(Expr e) {
    boolean turned = e.op() instanceof Linear.Neg || e.op() == Unary.RECIPROCAL;
    boolean leaves = e.args().stream().allMatch(a -> Forms.seen(a).args().isEmpty());
    return leaves && (e.args().isEmpty() || turned || e.op() instanceof Flat.Compare)
        || e.types().size() > 1;
  }

  /// Names parts of formulas that are nested too deeply, which also bounds recursion.
  private void nameDeep() {
    Set<Expr> named = new HashSet<>(parts);
    Map<Expr, Integer> depths = new HashMap<>();
    for (Expr e : nodes) {
      int depth = 0;
      for (Expr arg : e.args()) {
        int below = named.contains(arg) ? 0 : depths.get(arg);
        depth = Math.max(depth, isChain(e, arg) ? below : below + 1);
      }
      if (depth > DEEPEST && e.types().size() == 1 && !isLink(e)) {
        named.add(e);
      }
      depths.put(e, depth);
    }
    if (named.size() > parts.size()) {
      parts.clear();
      nodes.stream().filter(named::contains).forEach(parts::add);
    }
  }

  private static boolean isLink(Expr e) {
    return e.op() instanceof Move.Broadcast;
  }

  /// True if the two are written flat, as terms of one sum or factors of one product.
  private static boolean isChain(Expr e, Expr arg) {
    boolean sum = e.op() instanceof Linear.Add && arg.op() instanceof Linear.Add;
    return sum || isProduct(e) && isProduct(arg) && (isMul(e) || isMul(arg)) || Forms.seen(e) != e;
  }

  private static boolean isMul(Expr e) {
    return e.op() instanceof Bilinear.Mul || e.op() == Binary.DIV;
  }

  private static boolean isProduct(Expr e) {
    return isMul(e) || e.op() == Unary.RECIPROCAL || e.op() instanceof Linear.Neg;
  }

  private void numberParts() {
    if (parts.isEmpty()) {
      return;
    }
    String stem =
        Stream.of("t", "u", "v", "part")
            .filter(s -> parameters.values().stream().noneMatch(p -> p.matches(s + "\\d+")))
            .findFirst()
            .orElse("t_");
    for (int i = 0; i < parts.size(); i++) {
      names.put(parts.get(i), stem + (i + 1));
    }
  }
}
