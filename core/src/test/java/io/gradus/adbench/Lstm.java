package io.gradus.adbench;

import io.gradus.Fn;
import io.gradus.Maths;
import io.gradus.array.Array;
import io.gradus.diff.Reverse;
import io.gradus.diff.Schedule;
import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The loss of a recurrent network of l layers that predicts the next of c characters of b bits.
///
/// x = seqₜ ⊙ in; in each layer f = σ(x⊙w_f+b_f), i = σ(h⊙w_i+b_i), o = σ(x⊙w_o+b_o), g =
/// tanh(h⊙w_g+b_g), cell ← cell⊙f + i⊙g, h ← o⊙tanh(cell), x = h; then y = x⊙out + bias and
///
/// loss = −Σₜ Σⱼ seqₜ₊₁,ⱼ (yⱼ − ln(2 + Σ exp y)) / ((c−1)b).
///
/// @param main (l, weight or bias, gate, b); the gates are forget, in, out, change
/// @param extra (3, b): in-weight, out-weight, out-bias
/// @param state (l, 2, b): h, then cell
/// @param sequence (c, b)
record Lstm(Array main, Array extra, Array state, Array sequence) {
  /// Reads `l c b`, the parameters, the state, the bits.
  static Lstm read(Path file) throws IOException {
    Numbers in = new Numbers(file);
    int l = in.whole();
    int c = in.whole();
    int b = in.whole();
    return new Lstm(in.array(l, 2, 4, b), in.array(3, b), in.array(l, 2, b), in.array(c, b));
  }

  /// The operands of the functions.
  List<Array> args() {
    return List.of(main, extra, state, sequence);
  }

  /// The operands → loss.
  Fn objective() {
    return Fn.of(types(), p -> List.of(loss(p, new Schedule.StoreAll())));
  }

  /// The operands → loss, ∂loss/∂main, ∂loss/∂extra.
  Fn gradient(Schedule schedule) {
    return Fn.of(
        types(),
        p -> {
          Expr loss = loss(p, schedule);
          List<Expr> d = Reverse.grad(loss, p.subList(0, 2));
          return List.of(loss, d.get(0), d.get(1));
        });
  }

  private List<Type> types() {
    return args().stream().map(Type::of).toList();
  }

  private static Expr loss(List<Expr> p, Schedule schedule) {
    Expr main = p.get(0);
    Expr extra = p.get(1);
    Expr sequence = p.get(3);
    int layers = main.shape().dim(0);
    int c = sequence.shape().dim(0);
    int b = sequence.shape().dim(1);
    List<Expr> init = new ArrayList<>();
    for (int k = 0; k < layers; k++) {
      init.add(p.get(2).at(k).at(0));
      init.add(p.get(2).at(k).at(1));
    }
    List<Expr> gates = new ArrayList<>(); // by layer: weights, biases, all (4, b)
    for (int k = 0; k < layers; k++) {
      gates.add(main.at(k).at(0));
      gates.add(main.at(k).at(1));
    }
    List<Expr> inputs = List.of(sequence.slice(0, 0, c - 1).mul(extra.at(0)));
    Expr x = // of the last layer, (c − 1, b)
        Maths.scan(
                c - 1,
                init,
                inputs,
                schedule,
                (s, u) -> {
                  List<Expr> next = new ArrayList<>();
                  Expr h = u.getFirst();
                  for (int k = 0; k < layers; k++) {
                    List<Expr> cell =
                        step(h, s.subList(2 * k, 2 * k + 2), gates.subList(2 * k, 2 * k + 2));
                    next.addAll(cell);
                    h = cell.getFirst();
                  }
                  return new Maths.Step(next, List.of(h));
                })
            .outputs()
            .getFirst();
    Expr y = x.mul(extra.at(1)).add(extra.at(2));
    Expr lse = y.exp().sum(1).add(2).log().reshape(c - 1, 1);
    return sequence.slice(0, 1, c).mul(y.sub(lse)).sum().mul(-1.0 / ((c - 1) * b));
  }

  /// h and cell of one layer after one character.
  private static List<Expr> step(Expr x, List<Expr> state, List<Expr> gates) {
    Expr h = state.get(0);
    Expr sums = Expr.stack(List.of(x, h, x, h)).mul(gates.get(0)).add(gates.get(1)); // (4, b)
    Expr open = sums.slice(0, 0, 3).logistic();
    Expr change = sums.at(3).tanh();
    Expr cell = state.get(1).mul(open.at(0)).add(open.at(1).mul(change));
    return List.of(open.at(2).mul(cell.tanh()), cell);
  }
}
