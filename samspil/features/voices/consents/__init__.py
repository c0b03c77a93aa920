"""What a person has said yes to, one purpose at a time: taken back by themselves, and given again."""
