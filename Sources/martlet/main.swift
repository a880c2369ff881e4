// Code at the top level belongs to the main actor, and so would every closure formed here.
launch()
