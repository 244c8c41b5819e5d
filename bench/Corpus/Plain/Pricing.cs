using System.Globalization;

namespace Corpus.Part__N__;

public enum PriceKind { Net, Gross, Promotional }

public sealed record PriceLine(string Sku, int Quantity, decimal UnitPrice, PriceKind Kind);

public sealed record PriceTotal(decimal Net, decimal Tax, decimal Gross, IReadOnlyList<string> Notes);

public interface ITaxTable
{
    decimal RateFor(string country, DateOnly day);
}

public sealed class Pricing(ITaxTable taxes)
{
    private const decimal VolumeDiscount = 0.0__N__5m;
    private readonly Dictionary<string, decimal> _minimums = new(StringComparer.Ordinal)
    {
        ["DE"] = 1.10m, ["FR"] = 1.15m, ["IT"] = 1.20m, ["US"] = 0.99m,
    };

    public PriceTotal Calculate(IReadOnlyCollection<PriceLine> lines, string country, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var notes = new List<string>();
        var net = 0m;
        foreach (var line in lines)
        {
            if (line.Quantity <= 0)
            {
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"{line.Sku}: quantity {line.Quantity} ignored"));
                continue;
            }
            var amount = line.UnitPrice * line.Quantity;
            switch (line.Kind)
            {
                case PriceKind.Gross:
                    amount /= 1 + taxes.RateFor(country, day);
                    break;
                case PriceKind.Promotional when line.Quantity > 10:
                    amount -= amount * VolumeDiscount;
                    notes.Add($"{line.Sku}: volume discount");
                    break;
                case PriceKind.Net:
                default:
                    break;
            }
            net += Math.Round(amount, 2, MidpointRounding.ToEven);
        }
        if (_minimums.TryGetValue(country, out var minimum) && net < minimum) net = minimum;
        var tax = Math.Round(net * taxes.RateFor(country, day), 2);
        return new PriceTotal(net, tax, net + tax, notes);
    }

    public static IEnumerable<(string Sku, decimal Share)> Shares(IEnumerable<PriceLine> lines)
    {
        var all = lines.ToList();
        var sum = all.Sum(line => line.UnitPrice * line.Quantity);
        if (sum == 0) yield break;
        foreach (var group in all.GroupBy(line => line.Sku).OrderByDescending(group => group.Count()))
            yield return (group.Key, group.Sum(line => line.UnitPrice * line.Quantity) / sum);
    }
}
