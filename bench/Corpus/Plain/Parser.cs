using System.Text;

namespace Corpus.Part__N__;

public abstract record Node
{
    public sealed record Number(double Value) : Node;

    public sealed record Name(string Text) : Node;

    public sealed record Binary(char Operator, Node Left, Node Right) : Node;
}

public sealed class ExpressionParser(string text)
{
    private int _position;

    public static Node Parse(string text)
    {
        var parser = new ExpressionParser(text);
        var node = parser.Sum();
        parser.Skip();
        return parser._position == text.Length ? node : throw new FormatException($"Unexpected '{text[parser._position]}' at {parser._position}.");
    }

    private Node Sum()
    {
        var left = Product();
        while (true)
        {
            Skip();
            if (_position >= text.Length || text[_position] is not ('+' or '-')) return left;
            var sign = text[_position++];
            left = new Node.Binary(sign, left, Product());
        }
    }

    private Node Product()
    {
        var left = Atom();
        for (Skip(); _position < text.Length && text[_position] is '*' or '/'; Skip())
        {
            var sign = text[_position++];
            left = new Node.Binary(sign, left, Atom());
            if (_position >= text.Length) break;
        }
        return left;
    }

    private Node Atom()
    {
        Skip();
        if (_position >= text.Length) throw new FormatException("Unexpected end.");
        if (text[_position] == '(')
        {
            _position++;
            var inner = Sum();
            Skip();
            if (_position >= text.Length || text[_position++] != ')') throw new FormatException("Missing ')'.");
            return inner;
        }
        var word = new StringBuilder();
        while (_position < text.Length && (char.IsLetterOrDigit(text[_position]) || text[_position] == '.')) word.Append(text[_position++]);
        var token = word.ToString();
        return double.TryParse(token, out var number) ? new Node.Number(number) : new Node.Name(token);
    }

    private void Skip()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position])) _position++;
    }

    public static double Evaluate(Node node, IReadOnlyDictionary<string, double> names) => node switch
    {
        Node.Number number => number.Value,
        Node.Name name => names.TryGetValue(name.Text, out var value) ? value : throw new KeyNotFoundException(name.Text),
        Node.Binary { Operator: '+' } sum => Evaluate(sum.Left, names) + Evaluate(sum.Right, names),
        Node.Binary { Operator: '-' } difference => Evaluate(difference.Left, names) - Evaluate(difference.Right, names),
        Node.Binary { Operator: '*' } product => Evaluate(product.Left, names) * Evaluate(product.Right, names),
        Node.Binary quotient => Evaluate(quotient.Left, names) / Evaluate(quotient.Right, names),
        _ => __N__,
    };
}
