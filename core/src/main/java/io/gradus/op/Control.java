package io.gradus.op;

import io.gradus.array.ShapeException;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Operations that contain whole functions. Differentiation recurses into the body; the results may
/// be several, read one by one with [Item].
public sealed interface Control extends Op {
  /// The types of the results.
  ///
  /// @throws ShapeException if the operands do not fit the body
  List<Type> infer(List<Type> in);

  /// The functions inside.
  List<Graph> bodies();

  /// A function kept whole, such as one whose intermediate values reverse mode shall recompute
  /// instead of store, or one with a derivative rule of its own.
  ///
  /// @param label the name in print
  /// @param body the function
  /// @param rule the function's own forward rule (x…, dx…) → dy…, linear in dx, if it has one
  record Call(String label, Graph body, Optional<Graph> rule) implements Control {
    /// Checks that the functions are closed.
    public Call {
      body.closed();
      rule.ifPresent(Graph::closed);
    }

    @Override
    public String symbol() {
      return "call";
    }

    @Override
    public List<Graph> bodies() {
      return List.of(body);
    }

    @Override
    public List<Type> infer(List<Type> in) {
      return body.check(label, in);
    }
  }

  /// One of two functions, chosen by a scalar: the first operand is not 0, or it is. Only the
  /// chosen one is computed.
  ///
  /// @param yes the function where the first operand is not 0
  /// @param no the other one, of the same type
  record Cond(Graph yes, Graph no) implements Control {
    /// Checks that the functions are closed.
    public Cond {
      yes.closed();
      no.closed();
    }

    @Override
    public String symbol() {
      return "cond";
    }

    @Override
    public List<Graph> bodies() {
      return List.of(yes, no);
    }

    @Override
    public List<Type> infer(List<Type> in) {
      if (!in.getFirst().shape().isScalar()) {
        throw new ShapeException("cond: the condition must be a scalar, not " + in.getFirst());
      }
      List<Type> types = yes.check("cond", in.subList(1, in.size()));
      List<Type> others = no.check("cond", in.subList(1, in.size()));
      if (!types.equals(others)) {
        throw new ShapeException("cond: branches give " + types + " and " + others);
      }
      return types;
    }
  }

  /// A loop of fixed length with a state: (state, inputs at t) → (state′, outputs at t).
  ///
  /// Operands are the first state and the inputs stacked along a leading axis; results are the last
  /// state and the outputs stacked alike. What is the same at every step is a state that passes
  /// through unchanged.
  ///
  /// @param body the function of one step
  /// @param length the number of steps
  /// @param states how many parameters (and results) of the body are the state
  /// @param backward whether to go from the last input to the first
  record Scan(Graph body, int length, int states, boolean backward) implements Control {
    /// Checks that the function is closed.
    public Scan {
      body.closed();
    }

    @Override
    public String symbol() {
      return "scan";
    }

    @Override
    public List<Graph> bodies() {
      return List.of(body);
    }

    @Override
    public List<Type> infer(List<Type> in) {
      List<Type> step = new ArrayList<>();
      for (int i = 0; i < in.size(); i++) {
        Type t = in.get(i);
        if (i < states) {
          step.add(t);
        } else if (t.shape().rank() > 0 && t.shape().dim(0) == length) {
          step.add(t.with(t.shape().remove(0)));
        } else {
          throw new ShapeException("scan: input " + t + " has not " + length + " steps");
        }
      }
      List<Type> out = new ArrayList<>(body.check("scan", step));
      if (!out.subList(0, states).equals(in.subList(0, states))) {
        throw new ShapeException(
            "scan: state " + in.subList(0, states) + " becomes " + out.subList(0, states));
      }
      for (int i = states; i < out.size(); i++) {
        out.set(i, out.get(i).with(out.get(i).shape().insert(0, length)));
      }
      return out;
    }

    /// True if state `i` is the same at every step.
    public boolean constant(int i) {
      return passes(body, i);
    }

    /// True if the function hands operand `i` on unchanged as result `i`, by itself or through a
    /// function inside.
    private static boolean passes(Graph f, int i) {
      Expr in = f.params().get(i);
      Expr out = f.results().get(i);
      return out == in
          || out.op() instanceof Item(int k)
              && out.args().getFirst().args().get(k) == in
              && switch (out.args().getFirst().op()) {
                case Call call -> passes(call.body(), k);
                case Scan scan -> k < scan.states && passes(scan.body, k);
                default -> false;
              };
    }
  }

  /// One of the results of an operation that has several.
  ///
  /// @param index which one, from 0
  record Item(int index) implements Control {
    @Override
    public String symbol() {
      return "item";
    }

    @Override
    public List<Graph> bodies() {
      return List.of();
    }

    @Override
    public List<Type> infer(List<Type> in) {
      return List.of(in.get(index));
    }
  }
}
