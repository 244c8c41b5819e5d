using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Corpus.Model;

public sealed class Mapping__N__ : IEntityTypeConfiguration<Asset__N__>
{
    public void Configure(EntityTypeBuilder<Asset__N__> builder)
    {
        builder.ToTable("assets___N__");
        builder.HasKey(asset => asset.Id);
        builder.Property(asset => asset.Name).HasMaxLength(200).IsRequired();
        builder.HasIndex(asset => asset.Name).IsUnique();
        builder.HasOne(asset => asset.Parent).WithMany(asset => asset.Children).HasForeignKey(asset => asset.ParentId);
    }
}
