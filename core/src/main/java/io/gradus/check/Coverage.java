package io.gradus.check;

import io.gradus.array.Array;
import io.gradus.array.Key;
import io.gradus.check.Samples.Sample;
import io.gradus.diff.Forward;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.op.Bilinear;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import io.gradus.op.Linear;
import io.gradus.op.Op;
import io.gradus.op.Pointwise;
import io.gradus.op.Structured;
import io.gradus.text.Notation;
import io.gradus.text.Reader;
import io.gradus.text.Scope;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What works for which operation, found out by trying: each operation that the sealed types know
/// is evaluated, differentiated, printed and read back at a sample. Nothing is typed in but the
/// reasons for the holes.
public final class Coverage {
  /// Something that is tried.
  public enum Aspect {
    /// The value has the type that was inferred.
    VALUE,
    /// The tangent agrees with differences of values.
    JVP,
    /// The adjoint agrees with the tangent.
    VJP,
    /// The tangent of the tangent agrees with differences of tangents.
    SECOND,
    /// There is a text.
    TEXT,
    /// There is TeX.
    TEX,
    /// There is MathML.
    MATHML,
    /// There is Wolfram input form of built-in functions only.
    WOLFRAM,
    /// There is Java that calls `java.lang.Math` only.
    JAVA,
    /// The text reads back to the same values.
    READER
  }

  /// An operation and what works for it.
  ///
  /// @param op its word in listings
  /// @param family how it differentiates
  /// @param works what works for all its samples
  /// @param reasons why the rest does not; an aspect without a reason is a fault
  public record Row(String op, String family, Set<Aspect> works, Map<Aspect, String> reasons) {
    /// What neither works nor has a reason.
    public Set<Aspect> holes() {
      Set<Aspect> holes = EnumSet.complementOf(EnumSet.copyOf(works));
      holes.removeAll(reasons.keySet());
      return holes;
    }
  }

  private static final Pattern WOLFRAM_CALL = Pattern.compile("\\b[a-z]\\w*\\[(?!\\[)|\\w\\(");
  private static final Pattern JAVA_CALL = Pattern.compile("([\\w.]+)\\(");
  private static final Set<String> MATH =
      Arrays.stream(Math.class.getMethods())
          .map(m -> "Math." + m.getName())
          .collect(Collectors.toUnmodifiableSet());

  private Coverage() {}

  /// A row for each operation, in the order of the sealed types.
  public static List<Row> rows() {
    Map<String, Row> rows = new LinkedHashMap<>();
    for (Sample s : Samples.all()) {
      Set<Aspect> works = EnumSet.noneOf(Aspect.class);
      for (Aspect aspect : Aspect.values()) {
        if (works(aspect, s)) {
          works.add(aspect);
        }
      }
      Map<Aspect, String> reasons = new LinkedHashMap<>();
      EnumSet.complementOf(EnumSet.copyOf(works))
          .forEach(a -> reason(a, s.op()).ifPresent(text -> reasons.put(a, text)));
      Row row = new Row(s.op().symbol(), family(s.op()), works, reasons);
      rows.merge(row.op, row, Coverage::both);
    }
    return List.copyOf(rows.values());
  }

  private static Row both(Row a, Row b) {
    Set<Aspect> works = EnumSet.copyOf(a.works);
    works.retainAll(b.works);
    Map<Aspect, String> reasons = new LinkedHashMap<>(a.reasons);
    reasons.putAll(b.reasons);
    return new Row(a.op, a.family, works, reasons);
  }

  /// The sealed family below [Op] that an operation belongs to.
  private static String family(Op op) {
    return switch (op) {
      case Pointwise _ -> "pointwise";
      case Linear _ -> "linear";
      case Bilinear _ -> "bilinear";
      case Structured _ -> "structured";
      case Flat _ -> "flat";
      case Control _ -> "control";
    };
  }

  private static boolean works(Aspect aspect, Sample s) {
    Expr y = s.graph().results().getFirst();
    try {
      return switch (aspect) {
        case VALUE ->
            Interpreter.run(s.graph(), s.at()).stream()
                .map(Type::of)
                .toList()
                .equals(s.graph().results().stream().map(Expr::type).toList());
        case JVP -> check(s.graph(), s.at()).tangentError() <= 1e-6;
        case VJP -> check(s.graph(), s.at()).adjointError() <= 1e-12;
        case SECOND -> check(Forward.jvp(s.graph()), twice(s.at())).passes();
        case TEXT, TEX, MATHML -> !print(aspect, y).isEmpty();
        case WOLFRAM -> !WOLFRAM_CALL.matcher(print(aspect, y)).find();
        case JAVA ->
            JAVA_CALL
                .matcher(print(aspect, y))
                .results()
                .map((MatchResult call) -> call.group(1))
                .allMatch(MATH::contains);
        case READER -> readsBack(s, y);
      };
    } catch (RuntimeException e) {
      return false; // which is what was to be found out
    }
  }

  private static GradCheck.Report check(Graph f, List<Array> at) {
    return GradCheck.check(f, at, 1, Key.of(5));
  }

  private static List<Array> twice(List<Array> at) {
    return Stream.concat(at.stream(), at.stream()).toList();
  }

  private static String print(Aspect aspect, Expr y) {
    return Notation.valueOf(aspect.name()).print(y);
  }

  private static boolean readsBack(Sample s, Expr y) {
    Scope scope = new Scope();
    s.graph().params().forEach(p -> scope.define(((Flat.Param) p.op()).name(), p));
    Expr read = Reader.read(Notation.TEXT.print(y), scope).expr();
    List<Array> values = Interpreter.run(new Graph(s.graph().params(), List.of(y, read)), s.at());
    return values.get(0).equals(values.get(1));
  }

  /// Why something does not work, where it is known.
  private static Optional<String> reason(Aspect aspect, Op op) {
    return switch (aspect) {
      case VALUE, VJP, SECOND, TEXT, TEX, MATHML -> Optional.empty();
      case JVP ->
          op == Flat.Step.STOP
              ? Optional.of("its derivative is zero by definition, whatever its values do")
              : Optional.empty();
      case WOLFRAM, READER ->
          op instanceof Pointwise
              ? Optional.empty()
              : Optional.of("no notation of its own: written as a call for people to read");
      case JAVA ->
          Optional.of(
              op instanceof Pointwise || op instanceof Flat.Step
                  ? "java.lang.Math lacks it"
                  : "an operation on arrays, but the Java is for numbers");
    };
  }
}
